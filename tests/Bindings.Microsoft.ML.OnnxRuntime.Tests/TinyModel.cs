using System.Text;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

/// <summary>
/// ONNX models of one operator, written byte by byte after <c>onnx.proto</c> (IR version 8, operator set 17), so that
/// the tests need no file.
/// </summary>
internal static class TinyModel
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Int64 = 7;

    /// <summary><c>y = x + x</c>. A dimension is a number, or a name when it is free.</summary>
    public static byte[] Doubles(int elementType, params string[] dimensions) =>
        Model(
            Concat(Text(1, "x"), Text(1, "x"), Text(2, "y"), Text(4, "Add")),
            ValueInfo("x", elementType, dimensions),
            ValueInfo("y", elementType, dimensions));

    /// <summary><c>y = (float)x</c> for bytes.</summary>
    public static byte[] BytesToFloats(params string[] dimensions)
    {
        var to = Concat(Text(1, "to"), Number(3, Float), Number(20, 2)); // AttributeProto name, i, type INT
        return Model(
            Concat(Text(1, "x"), Text(2, "y"), Text(4, "Cast"), Bytes(5, to)),
            ValueInfo("x", UInt8, dimensions),
            ValueInfo("y", Float, dimensions));
    }

    private static byte[] Model(byte[] node, byte[] input, byte[] output)
    {
        var graph = Concat(Bytes(1, node), Text(2, "tiny"), Bytes(11, input), Bytes(12, output));
        var operatorSet = Concat(Text(1, ""), Number(2, 17));
        return Concat(Number(1, 8), Bytes(7, graph), Bytes(8, operatorSet));
    }

    private static byte[] ValueInfo(string name, int elementType, string[] dimensions)
    {
        var shape = Concat([.. dimensions.Select(dimension => Bytes(1, Dimension(dimension)))]);
        var tensor = Concat(Number(1, elementType), Bytes(2, shape));
        return Concat(Text(1, name), Bytes(2, Bytes(1, tensor)));
    }

    private static byte[] Dimension(string dimension) =>
        long.TryParse(dimension, out var size) ? Number(1, size) : Text(2, dimension);

    private static byte[] Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Bytes(int field, byte[] value) =>
        Concat(Varint((field << 3) | 2), Varint(value.Length), value);

    private static byte[] Number(int field, long value) => Concat(Varint(field << 3), Varint(value));

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static byte[] Concat(params byte[][] parts) => [.. parts.SelectMany(part => part)];
}
