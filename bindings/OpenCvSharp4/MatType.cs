namespace OpenCvSharp;

/// <summary>What an element is: the depth (kind of number) in the lowest three bits, the channels − 1 above.</summary>
public readonly record struct MatType
{
    public const int CV_8U = 0;
    public const int CV_32S = 4;
    public const int CV_32F = 5;
    public const int CV_64F = 6;

    public static readonly MatType CV_8UC1 = CV_8UC(1);
    public static readonly MatType CV_8UC3 = CV_8UC(3);
    public static readonly MatType CV_8UC4 = CV_8UC(4);
    public static readonly MatType CV_32SC1 = MakeType(CV_32S, 1);
    public static readonly MatType CV_32FC1 = CV_32FC(1);
    public static readonly MatType CV_32FC3 = CV_32FC(3);
    public static readonly MatType CV_64FC1 = MakeType(CV_64F, 1);

    private static readonly string[] Depths =
        ["CV_8U", "CV_8S", "CV_16U", "CV_16S", "CV_32S", "CV_32F", "CV_64F", "CV_16F"];

    public MatType(int value) => Value = value;

    public int Value { get; }

    public int Depth => Value & 7;

    public int Channels => (Value >> 3) + 1;

    public static implicit operator MatType(int value) => new(value);

    public static MatType CV_8UC(int ch) => MakeType(CV_8U, ch);

    public static MatType CV_32FC(int ch) => MakeType(CV_32F, ch);

    public static MatType MakeType(int depth, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 512);
        return new(depth | ((channels - 1) << 3));
    }

    public override string ToString() =>
        Channels <= 4 ? $"{Depths[Depth]}C{Channels}" : $"{Depths[Depth]}C({Channels})";
}
