namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>The element types that have a type of their own in .NET.</summary>
internal static class TensorElement
{
    private static readonly (TensorElementType ElementType, Type Type)[] Known =
    [
        (TensorElementType.Float, typeof(float)),
        (TensorElementType.UInt8, typeof(byte)),
        (TensorElementType.Int8, typeof(sbyte)),
        (TensorElementType.UInt16, typeof(ushort)),
        (TensorElementType.Int16, typeof(short)),
        (TensorElementType.Int32, typeof(int)),
        (TensorElementType.Int64, typeof(long)),
        (TensorElementType.Bool, typeof(bool)),
        (TensorElementType.Double, typeof(double)),
        (TensorElementType.UInt32, typeof(uint)),
        (TensorElementType.UInt64, typeof(ulong)),
    ];

    public static TensorElementType Of(Type type)
    {
        foreach (var known in Known)
        {
            if (known.Type == type)
            {
                return known.ElementType;
            }
        }

        throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Tensor of type: {type} is not supported");
    }
}
