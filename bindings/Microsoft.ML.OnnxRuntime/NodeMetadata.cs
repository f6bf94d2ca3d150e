using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model says of one of its inputs or outputs.</summary>
public sealed class NodeMetadata
{
    private readonly TensorElementType _elementDataType;
    private readonly int[] _dimensions = [];
    private readonly string[] _symbolicDimensions = [];

    internal NodeMetadata(nint typeInfo)
    {
        OnnxValueType = (OnnxValueType)OrtApi.GetOnnxTypeFromTypeInfo(typeInfo);
        if (!IsTensor)
        {
            return;
        }

        var tensorInfo = OrtApi.CastTypeInfoToTensorInfo(typeInfo);
        _elementDataType = (TensorElementType)OrtApi.GetTensorElementType(tensorInfo);
        _dimensions = Array.ConvertAll(OrtApi.GetDimensions(tensorInfo), dimension => (int)dimension);
        _symbolicDimensions = OrtApi.GetSymbolicDimensions(tensorInfo, _dimensions.Length);
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    /// <summary>-1 where the model leaves a dimension free.</summary>
    public int[] Dimensions => OfTensor(_dimensions);

    /// <summary>The names of free dimensions, else empty strings.</summary>
    public string[] SymbolicDimensions => OfTensor(_symbolicDimensions);

    public TensorElementType ElementDataType => OfTensor(_elementDataType);

    public Type ElementType => TensorElement.Find(ElementDataType).Type;

    private T OfTensor<T>(T value) => IsTensor
        ? value
        : throw new OnnxRuntimeException(ErrorCode.Fail, $"OnnxValueType must be a tensor, not {OnnxValueType}.");
}
