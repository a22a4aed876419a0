//! Where pages of AWS's documentation contradict each other on what an answer hangs on. The answer says so.

/// A question that AWS's pages answer in more than one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contradiction {
    /// Whether gateway endpoints carry IPv6.
    GatewayEndpointIpv6,
    /// Whether peered VPCs of the same region can use a gateway endpoint.
    GatewayEndpointPeering,
    /// Whether App Runner's endpoints have policies.
    AppRunnerPolicy,
    /// What the endpoint service of the AWS Free Tier is called.
    FreeTierName,
}

impl Contradiction {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::GatewayEndpointIpv6, Self::GatewayEndpointPeering, Self::AppRunnerPolicy, Self::FreeTierName];

    /// What the pages say, and what is taken here.
    pub fn say(self) -> &'static str {
        match self {
            Self::GatewayEndpointIpv6 => {
                "AWS's pages disagree on IPv6 through gateway endpoints: \"Gateway endpoints\" says for DynamoDB only, \"Gateway endpoints \
                 for Amazon DynamoDB\" says IPv4 only, and the S3 guide has dualstack ones; taken here: they carry it"
            }
            Self::GatewayEndpointPeering => {
                "AWS's pages for S3 and DynamoDB disagree on gateway endpoints and peering: their introduction shuts out peered VPCs in \
                 other Regions, their considerations every peering connection; taken here: every one"
            }
            Self::AppRunnerPolicy => {
                "AWS's pages disagree on policies of App Runner's endpoints: private inbound endpoints (apprunner.requests) are said to \
                 have none, API endpoints (apprunner) do; taken here: a policy that is written counts"
            }
            Self::FreeTierName => {
                "AWS's pages disagree on the service's name: a table has com.amazonaws.{region}.freetier, a sample output \
                 aws.api.{region}.freetier; taken here: the sample's, as AWS CDK has it"
            }
        }
    }
}
