namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>The element types that have a type of their own in .NET, with the size of each in bytes.</summary>
internal static class TensorElement
{
    private static readonly (TensorElementType ElementType, Type Type, int Size)[] Known =
    [
        (TensorElementType.Float, typeof(float), sizeof(float)),
        (TensorElementType.UInt8, typeof(byte), sizeof(byte)),
        (TensorElementType.Int8, typeof(sbyte), sizeof(sbyte)),
        (TensorElementType.UInt16, typeof(ushort), sizeof(ushort)),
        (TensorElementType.Int16, typeof(short), sizeof(short)),
        (TensorElementType.Int32, typeof(int), sizeof(int)),
        (TensorElementType.Int64, typeof(long), sizeof(long)),
        (TensorElementType.Bool, typeof(bool), sizeof(bool)),
        (TensorElementType.Double, typeof(double), sizeof(double)),
        (TensorElementType.UInt32, typeof(uint), sizeof(uint)),
        (TensorElementType.UInt64, typeof(ulong), sizeof(ulong)),
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

    public static (Type Type, int Size) Find(TensorElementType elementType)
    {
        foreach (var known in Known)
        {
            if (known.ElementType == elementType)
            {
                return (known.Type, known.Size);
            }
        }

        throw new OnnxRuntimeException(
            ErrorCode.InvalidArgument, $"Element type: {elementType} is not registered type.");
    }
}
