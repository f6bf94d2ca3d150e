using System.Text;

namespace Kiosk.Edge.Tests.Fakes;

/// <summary>Writes a small ONNX model, so that tests run the real ONNX Runtime on graphs whose answers they choose.
/// Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/v1.16.0/onnx/onnx.proto3).</summary>
internal sealed class OnnxFile
{
    private readonly List<byte[]> _inputs = [];
    private readonly List<byte[]> _outputs = [];
    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _constants = [];

    /// <summary>Adds an input; a size of −1 is free.</summary>
    public OnnxFile Input(string name, string type, params int[] shape)
    {
        _inputs.Add(ValueInfo(name, type, shape));
        return this;
    }

    /// <summary>Adds an output; a size of −1 is free.</summary>
    public OnnxFile Output(string name, string type, params int[] shape)
    {
        _outputs.Add(ValueInfo(name, type, shape));
        return this;
    }

    /// <summary>Adds an output that always has the same values.</summary>
    public OnnxFile Constant(string name, int[] shape, ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values.ToArray(), 0, bytes, 0, bytes.Length);
        _constants.Add(
        [
            .. shape.SelectMany(size => Number(1, size)),
            .. Number(2, TypeNumber("float")),
            .. Text(8, name + "_constant"),
            .. Bytes(9, bytes),
        ]);
        return Output(name, "float", shape).Identity(name + "_constant", name);
    }

    /// <summary>Copies a tensor.</summary>
    public OnnxFile Identity(string from, string to) => Node("Identity", from, to);

    /// <summary>Takes the greatest value along these axes, which then have size 1 or are gone.</summary>
    public OnnxFile ReduceMax(string from, string to, int[] axes, bool keepAxes) => Node(
        "ReduceMax",
        from,
        to,
        [.. Text(1, "axes"), .. axes.SelectMany(axis => Number(8, axis)), .. Number(20, 7)],
        [.. Text(1, "keepdims"), .. Number(3, keepAxes ? 1 : 0), .. Number(20, 2)]);

    /// <summary>The file's bytes.</summary>
    public byte[] ToArray()
    {
        byte[] graph =
        [
            .. _nodes.SelectMany(node => Bytes(1, node)),
            .. Text(2, "test"),
            .. _constants.SelectMany(constant => Bytes(5, constant)),
            .. _inputs.SelectMany(input => Bytes(11, input)),
            .. _outputs.SelectMany(output => Bytes(12, output)),
        ];

        // IR version 8 and operator set 17, as the shipped models have.
        return [.. Number(1, 8), .. Bytes(7, graph), .. Bytes(8, [.. Text(1, ""), .. Number(2, 17)])];
    }

    private OnnxFile Node(string operation, string from, string to, params byte[][] attributes)
    {
        _nodes.Add(
        [
            .. Text(1, from),
            .. Text(2, to),
            .. Text(4, operation),
            .. attributes.SelectMany(attribute => Bytes(5, attribute)),
        ]);
        return this;
    }

    private static byte[] ValueInfo(string name, string type, int[] shape)
    {
        var sizes = shape.SelectMany((size, i) => Bytes(1, size < 0 ? Text(2, $"free{i}") : Number(1, size))).ToArray();
        byte[] tensor = [.. Number(1, TypeNumber(type)), .. Bytes(2, sizes)];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, tensor))];
    }

    private static int TypeNumber(string type) => type switch
    {
        "float" => 1,
        "uint8" => 2,
        _ => 7,
    };

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] bytes) =>
        [.. Varint(field << 3 | 2), .. Varint(bytes.Length), .. bytes];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                bytes.Add((byte)rest);
                return [.. bytes];
            }

            bytes.Add((byte)(rest | 0x80));
        }
    }
}
