using Microsoft.ML.OnnxRuntime;

namespace Bindings.Microsoft.ML.OnnxRuntime.Tests;

/// <summary>A real detector: YuNet-n of the reference data, which is not part of the repository.</summary>
public sealed class ReferenceModelTests
{
    [ReferenceModelFact("yunet_n_320_320.onnx")]
    public void A_real_detector_finds_no_face_in_a_gray_picture()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var runOptions = new RunOptions();
        using var session = new InferenceSession(ReferenceModelFactAttribute.PathOf("yunet_n_320_320.onnx"), options);
        var gray = new float[1 * 3 * 320 * 320];
        gray.AsSpan().Fill(128);
        using var picture = OrtValue.CreateTensorValueFromMemory(gray, [1, 3, 320, 320]);

        using var outputs = session.Run(runOptions, session.InputNames, [picture], session.OutputNames);

        Assert.Equal(12, outputs.Count); // class, objectness, box and landmarks at strides 8, 16 and 32
        var byName = session.OutputNames.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var stride in new[] { 8, 16, 32 })
        {
            var cells = 320 / stride * (320 / stride);
            Assert.Equal([1, cells, 4], byName[$"bbox_{stride}"].GetTensorTypeAndShape().Shape);
            Assert.Equal([1, cells, 10], byName[$"kps_{stride}"].GetTensorTypeAndShape().Shape);
            foreach (var objectness in byName[$"obj_{stride}"].GetTensorDataAsSpan<float>())
            {
                Assert.InRange(objectness, 0, 0.5f);
            }
        }
    }
}
