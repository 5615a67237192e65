import { useState } from "react";

export function App() {
  const [count, setCount] = useState(0);
  return (
    <main>
      <h1>Built by Nix, from package-lock.json</h1>
      <p>One derivation per package, no network, nothing copied.</p>
      <button onClick={() => setCount(count + 1)}>clicked {count} times</button>
    </main>
  );
}
