using System.Reflection;
using System.Runtime.Loader;
using Bindings.Shared;
using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests.StandIn;

public sealed class StandInTests
{
    [Fact]
    public void Shows_no_member_that_is_not_in_the_list() => Assert.Empty(ApiSurface.Unpromised(typeof(Mat).Assembly));

    [Fact]
    public void Allocates_nothing_on_the_path_of_a_frame()
    {
        using var camera = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(10));
        using var small = new Mat();
        using var face = new Mat();
        using var grey = new Mat();
        using var transform = new Mat(2, 3, MatType.CV_64FC1, Scalar.All(0));
        transform.Set(0, 0, 0.5);
        transform.Set(1, 1, 0.5);
        void Frame()
        {
            Cv2.Resize(camera, small, new(320, 240));
            Cv2.WarpAffine(camera, face, transform, new(64, 64));
            Cv2.CvtColor(face, grey, ColorConversionCodes.BGR2GRAY);
            grey.AsSpan<byte>().Clear();
            camera.SetTo(Scalar.All(0));
        }
        Frame();
        Frame();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Frame();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Says_in_one_sentence_what_to_install_when_OpenCV_is_missing()
    {
        var folder = Directory.CreateTempSubdirectory("opencv-");
        try
        {
            var copy = Path.Combine(folder.FullName, "OpenCvSharp.dll");
            File.Copy(typeof(Mat).Assembly.Location, copy);
            var context = new AssemblyLoadContext("without the native library", isCollectible: true);
            var mat = context.LoadFromAssemblyPath(copy).GetType("OpenCvSharp.Mat", throwOnError: true);

            var failure = Assert.Throws<TargetInvocationException>(() => Activator.CreateInstance(mat!)).InnerException;

            var message = Assert.IsType<DllNotFoundException>(failure).Message;
            Assert.StartsWith("OpenCV can't be loaded: install Debian's libopencv-", message);
            Assert.DoesNotContain('\n', message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
