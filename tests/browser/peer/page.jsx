// React Flow as its documentation sets it up, with as many boxes as the address says: `?boxes=2000`.
import { Background, MiniMap, ReactFlow, useNodesState } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { createRoot } from "react-dom/client";

const count = Number(new URL(location.href).searchParams.get("boxes") ?? 500);
const columns = Math.ceil(Math.sqrt(count * 1.6));
const boxes = Array.from({ length: count }, (_, i) => ({
  id: String(i),
  position: { x: (i % columns) * 180, y: Math.floor(i / columns) * 80 },
  data: { label: `box ${i}` },
}));

function Page() {
  const [nodes, , onNodesChange] = useNodesState(boxes);
  return (
    <ReactFlow nodes={nodes} edges={[]} onNodesChange={onNodesChange} panOnDrag={[1]} minZoom={0.01} fitView>
      <Background />
      <MiniMap />
    </ReactFlow>
  );
}

createRoot(document.getElementById("page")).render(<Page />);
