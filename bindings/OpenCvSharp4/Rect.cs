namespace OpenCvSharp;

public record struct Rect(int X, int Y, int Width, int Height)
{
    public int X = X;
    public int Y = Y;
    public int Width = Width;
    public int Height = Height;

    public Rect(Point location, Size size)
        : this(location.X, location.Y, size.Width, size.Height)
    {
    }

    public readonly int Left => X;

    public readonly int Top => Y;

    public readonly int Right => X + Width;

    public readonly int Bottom => Y + Height;

    public readonly Point Location => new(X, Y);

    public readonly Size Size => new(Width, Height);

    /// <summary>What both have in common; empty at 0, 0 when that is nothing.</summary>
    public static Rect operator &(Rect a, Rect b)
    {
        var left = Math.Max(a.Left, b.Left);
        var top = Math.Max(a.Top, b.Top);
        var width = Math.Min(a.Right, b.Right) - left;
        var height = Math.Min(a.Bottom, b.Bottom) - top;
        return width > 0 && height > 0 ? new(left, top, width, height) : default;
    }

    public readonly bool Contains(Point pt) => pt.X >= X && pt.Y >= Y && pt.X < Right && pt.Y < Bottom;
}
