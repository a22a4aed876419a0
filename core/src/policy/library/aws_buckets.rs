//! Buckets of AWS itself that agents, package managers and image pulls read, by region.

/// Those that the Systems Manager agent reads.
///
/// AWS: "SSM Agent communications with AWS managed S3 buckets" (AWS Systems Manager User Guide)
#[must_use]
pub fn of_agents(region: &str) -> Vec<String> {
    let begins = [
        "amazon-ssm-",
        "amazon-ssm-packages-",
        "aws-ssm-",
        "aws-ssm-document-attachments-",
        "aws-windows-downloads-",
        "patch-baseline-snapshot-",
    ];
    begins.iter().map(|begin| format!("{begin}{region}")).chain([format!("{region}-birdwatcher-prod")]).collect()
}

/// Where ECR keeps the layers of images.
///
/// AWS: "Amazon ECR interface VPC endpoints (AWS PrivateLink)" (Amazon ECR User Guide)
#[must_use]
pub fn of_layers(region: &str) -> Vec<String> {
    vec![format!("prod-{region}-starport-layer-bucket")]
}
