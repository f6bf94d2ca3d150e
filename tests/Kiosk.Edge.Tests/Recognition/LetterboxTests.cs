using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class LetterboxTests
{
    [Theory]
    [InlineData(640, 480, 320, 256, 320, 240)]
    [InlineData(480, 640, 256, 320, 240, 320)]
    [InlineData(1920, 1080, 320, 192, 320, 180)]
    [InlineData(320, 320, 320, 320, 320, 320)]
    [InlineData(1, 1, 320, 320, 320, 320)]
    [InlineData(10_000, 1, 320, 32, 320, 1)]
    [InlineData(1, 10_000, 32, 320, 1, 320)]
    [InlineData(320, 257, 320, 288, 320, 257)]
    public void A_picture_fits_with_its_proportions(
        int width, int height, int inputWidth, int inputHeight, int contentWidth, int contentHeight)
    {
        var letterbox = Letterbox.For(width, height);

        Assert.Equal((inputWidth, inputHeight), (letterbox.Width, letterbox.Height));
        Assert.Equal((contentWidth, contentHeight), (letterbox.ContentWidth, letterbox.ContentHeight));
    }

    [Fact]
    public void Any_size_ends_in_an_input_the_detector_takes()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var (width, height) = (random.Next(1, 8000), random.Next(1, 8000));

            var letterbox = Letterbox.For(width, height);

            Assert.Equal(0, letterbox.Width % 32);
            Assert.Equal(0, letterbox.Height % 32);
            Assert.Equal(320, Math.Max(letterbox.Width, letterbox.Height));
            Assert.InRange(letterbox.ContentWidth, 1, letterbox.Width);
            Assert.InRange(letterbox.ContentHeight, 1, letterbox.Height);
            Assert.Equal(letterbox.ContentWidth, width * letterbox.ScaleX, 1e-2);
            Assert.Equal(letterbox.ContentHeight, height * letterbox.ScaleY, 1e-2);
        }
    }
}
