using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model says of one of its inputs or outputs.</summary>
public sealed class NodeMetadata
{
    /// <summary><c>ONNX_TYPE_TENSOR</c> of <c>enum ONNXType</c>.</summary>
    private const int Tensor = 1;

    private readonly TensorElementType _elementDataType;
    private readonly int[] _dimensions = [];

    internal NodeMetadata(nint typeInfo)
    {
        IsTensor = OrtApi.GetOnnxTypeFromTypeInfo(typeInfo) == Tensor;
        if (!IsTensor)
        {
            return;
        }

        var tensorInfo = OrtApi.CastTypeInfoToTensorInfo(typeInfo);
        _elementDataType = (TensorElementType)OrtApi.GetTensorElementType(tensorInfo);
        _dimensions = Array.ConvertAll(OrtApi.GetDimensions(tensorInfo), dimension => (int)dimension);
    }

    public bool IsTensor { get; }

    /// <summary>-1 where the model leaves a dimension free.</summary>
    public int[] Dimensions => OfTensor(_dimensions);

    public TensorElementType ElementDataType => OfTensor(_elementDataType);

    private T OfTensor<T>(T value) => IsTensor
        ? value
        : throw new OnnxRuntimeException(ErrorCode.Fail, "OnnxValueType must be a tensor.");
}
