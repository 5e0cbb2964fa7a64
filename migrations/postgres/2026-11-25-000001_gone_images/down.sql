DROP TABLE gone_images;
