-- What lies near a case is a narrow band of latitudes, and in it a few degrees of longitude: comparing numbers is leakproof,
-- so row security is asked of what lies in the box only. Cases without a point are not in it.
create index case_point_idx on cases.case (lat, lon) where lat is not null;
