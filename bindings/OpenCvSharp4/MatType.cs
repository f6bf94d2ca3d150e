namespace OpenCvSharp;

/// <summary>What an element is: the depth (kind of number) in the lowest three bits, the channels − 1 above.</summary>
public readonly record struct MatType
{
    public static readonly MatType CV_8UC1 = 0;
    public static readonly MatType CV_8UC3 = 2 << 3;
    public static readonly MatType CV_64FC1 = 6;

    private static readonly string[] Depths =
        ["CV_8U", "CV_8S", "CV_16U", "CV_16S", "CV_32S", "CV_32F", "CV_64F", "CV_16F"];

    public MatType(int value) => Value = value;

    public int Value { get; }

    private int Channels => (Value >> 3) + 1;

    public static implicit operator MatType(int value) => new(value);

    public override string ToString()
    {
        var depth = Depths[Value & 7];
        return Channels <= 4 ? $"{depth}C{Channels}" : $"{depth}C({Channels})";
    }
}
