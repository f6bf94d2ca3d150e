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

        using var binding = session.CreateIoBinding();
        binding.BindInput(Assert.Single(session.InputNames), picture);
        Assert.Equal(12, session.OutputNames.Count); // class, objectness, box and landmarks at strides 8, 16 and 32
        var objectness = new List<float[]>();
        foreach (var stride in new[] { 8, 16, 32 })
        {
            var cells = 320 / stride * (320 / stride);
            foreach (var (name, size) in new[] { ("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10) })
            {
                var values = new float[cells * size];
                using var output = OrtValue.CreateTensorValueFromMemory(values, [1, cells, size]); // which the binding keeps
                binding.BindOutput($"{name}_{stride}", output);
                if (name == "obj")
                {
                    objectness.Add(values);
                }
            }
        }

        session.RunWithBinding(runOptions, binding);

        Assert.All(objectness.SelectMany(values => values), value => Assert.InRange(value, 0, 0.5f));
    }
}
