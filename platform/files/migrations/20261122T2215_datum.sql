alter table files.upload
  add column datum text check (datum in ('wgs84', 'cgcs2000', 'gcj02', 'bd09')),
  add column lon double precision check (lon between -180 and 180),
  add column lat double precision check (lat between -90 and 90),
  add check ((lon is null) = (lat is null) and (lon is null or datum is not null));
comment on column files.upload.datum is 'Coordinate system in which the uploader''s device writes positions, as the uploader declared it';
comment on column files.upload.lon is 'Where the uploader says it was made: longitude, WGS-84';
comment on column files.upload.lat is 'Where the uploader says it was made: latitude, WGS-84';

alter table files.file drop constraint file_datum_check;
alter table files.file
  add column declared_datum text check (declared_datum in ('wgs84', 'cgcs2000', 'gcj02', 'bd09')),
  add constraint file_datum_check check (datum in ('wgs84', 'cgcs2000', 'gcj02', 'bd09', 'unstated'));
comment on column files.file.lon is 'Longitude, WGS-84, degrees east';
comment on column files.file.lat is 'Latitude, WGS-84, degrees north';
comment on column files.file.datum is 'Coordinate system it was given in: as the picture states it, else as the uploader declared it; unstated was taken for WGS-84, which the standard asks for, but telephones sold in China may write GCJ-02';
comment on column files.file.declared_datum is 'Coordinate system in which the uploader''s device writes positions, as the uploader declared it';
