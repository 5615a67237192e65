/**
  A value of a file that may hold anything, where an object is looked for: itself, or an empty one.

  # Type

  ```
  attributes :: Any -> AttrSet
  ```
*/
value: if builtins.isAttrs value then value else { }
