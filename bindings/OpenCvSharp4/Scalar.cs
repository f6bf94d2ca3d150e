namespace OpenCvSharp;

/// <summary>One value per channel: a colour in the picture's own order, mostly blue, green, red.</summary>
public record struct Scalar(double Val0, double Val1, double Val2, double Val3)
{
    public double Val0 = Val0;
    public double Val1 = Val1;
    public double Val2 = Val2;
    public double Val3 = Val3;

    public static Scalar All(double v) => new(v, v, v, v);
}
