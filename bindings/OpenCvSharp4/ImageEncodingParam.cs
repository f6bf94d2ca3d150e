namespace OpenCvSharp;

/// <summary>A setting of the encoder, such as JPEG's quality of 0 to 100.</summary>
public sealed record ImageEncodingParam(ImwriteFlags EncodingId, int Value);
