namespace OpenCvSharp;

/// <summary>A setting of the encoder, such as JPEG's quality of 0 to 100.</summary>
public sealed record ImageEncodingParam
{
    public ImageEncodingParam(ImwriteFlags id, int value)
    {
        EncodingId = id;
        Value = value;
    }

    public ImwriteFlags EncodingId { get; }

    public int Value { get; }
}
