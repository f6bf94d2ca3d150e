using Kiosk.Edge.Recognition;
using Kiosk.Edge.Tests.Fakes;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class FaceExpressionModelTests : IDisposable
{
    private readonly ModelFolder _folder =
        new ModelFolder().WithExpression(0.1f, 0.4f, 0.1f, 0.1f, 0.1f, 0.1f, 0.05f, 0.05f);

    private readonly FaceExpressionModel _model;

    public FaceExpressionModelTests() => _model = new FaceExpressionModel(_folder.Store());

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void After_Clear_no_pixel_of_the_face_is_left()
    {
        _model.Face.SetTo(Scalar.All(200));

        _model.Clear();

        var size = _model.Alignment.Size;
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                Assert.Equal(0, _model.Face.At<byte>(y, x));
            }
        }
    }

    [Theory]
    [InlineData(0.39f, true)]
    [InlineData(0.4f, false)]
    [InlineData(float.NaN, true)]
    public void Abstains_below_the_card_s_threshold(float best, bool abstains) =>
        Assert.Equal(abstains, _model.Card.Abstains([0.1f, best]));

    [Fact]
    public void A_run_allocates_nothing() => Assert.Equal(0, Allocation.PerCall(() => _model.Run()));
}
