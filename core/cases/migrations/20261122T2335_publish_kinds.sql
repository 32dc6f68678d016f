-- A configuration that comes from another system brings versions of kinds; what is published stays as it is.
grant insert on cases.kind to yiwang_serving;
