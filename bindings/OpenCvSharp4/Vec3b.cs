namespace OpenCvSharp;

/// <summary>A pixel of three bytes: blue, green, red.</summary>
public record struct Vec3b
{
    public byte Item0;
    public byte Item1;
    public byte Item2;

    public Vec3b(byte item0, byte item1, byte item2)
    {
        Item0 = item0;
        Item1 = item1;
        Item2 = item2;
    }
}
