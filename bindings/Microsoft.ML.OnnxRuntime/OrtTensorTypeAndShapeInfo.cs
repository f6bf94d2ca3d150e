using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

public readonly struct OrtTensorTypeAndShapeInfo
{
    internal OrtTensorTypeAndShapeInfo(nint tensorInfo)
    {
        ElementDataType = (TensorElementType)OrtApi.GetTensorElementType(tensorInfo);
        ElementCount = OrtApi.GetTensorShapeElementCount(tensorInfo);
        Shape = OrtApi.GetDimensions(tensorInfo);
    }

    public TensorElementType ElementDataType { get; }

    public long ElementCount { get; }

    public int DimensionsCount => Shape.Length;

    public long[] Shape { get; }
}
