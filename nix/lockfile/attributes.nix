/**
  The value itself if it is an object, otherwise an empty object. For values of a file that can have anything in any place.

  # Type

  ```
  attributes :: Any -> AttrSet
  ```
*/
value: if builtins.isAttrs value then value else { }
