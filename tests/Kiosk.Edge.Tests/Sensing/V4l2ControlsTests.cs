using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kiosk.Edge.Sensing;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class V4l2ControlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("v4l2-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Numbers_and_structures_are_the_kernels()
    {
        var kernels = await PrintAsync("""
            #include <cstddef>
            #include <cstdio>
            #include <linux/videodev2.h>
            int main() {
                printf("%zx %zx %zx %x %x %x %x %zu %zu %zu %zu %zu",
                    (size_t)VIDIOC_QUERYCTRL, (size_t)VIDIOC_QUERYMENU, (size_t)VIDIOC_S_CTRL, V4L2_CID_POWER_LINE_FREQUENCY,
                    V4L2_CID_BACKLIGHT_COMPENSATION, V4L2_CID_EXPOSURE_AUTO, V4L2_CID_EXPOSURE_AUTO_PRIORITY,
                    sizeof(v4l2_queryctrl), sizeof(v4l2_querymenu), sizeof(v4l2_control),
                    offsetof(v4l2_queryctrl, minimum), offsetof(v4l2_queryctrl, flags));
            }
            """);

        var ours = $"{V4l2Controls.QueryControl:x} {V4l2Controls.QueryMenu:x} {V4l2Controls.SetControl:x} "
            + $"{PictureSettings.PowerLineFrequency:x} {PictureSettings.BacklightCompensation:x} "
            + $"{PictureSettings.ExposureAuto:x} {PictureSettings.ExposureAutoPriority:x} "
            + $"{Unsafe.SizeOf<V4l2Controls.ControlQuery>()} {Unsafe.SizeOf<V4l2Controls.MenuQuery>()} "
            + $"{Unsafe.SizeOf<V4l2Controls.Setting>()} "
            + $"{Marshal.OffsetOf<V4l2Controls.ControlQuery>(nameof(V4l2Controls.ControlQuery.Lowest))} "
            + $"{Marshal.OffsetOf<V4l2Controls.ControlQuery>(nameof(V4l2Controls.ControlQuery.Flags))}";
        Assert.Equal(kernels, ours);
    }

    [Fact]
    public void A_device_that_is_no_camera_has_no_settings()
    {
        using var device = V4l2Controls.Open("/dev/null");

        Assert.NotNull(device);
        Assert.Null(device.Range(PictureSettings.PowerLineFrequency));
        Assert.False(device.Offers(PictureSettings.PowerLineFrequency, 1));
        Assert.False(device.Set(PictureSettings.PowerLineFrequency, 1));
    }

    [Fact]
    public void A_device_that_is_not_there_is_null() => Assert.Null(V4l2Controls.Open("/dev/video-nobody"));

    /// <summary>What a small C++ program prints.</summary>
    private async Task<string> PrintAsync(string source)
    {
        var (file, program) = (Path.Combine(_folder.FullName, "numbers.cpp"), Path.Combine(_folder.FullName, "numbers"));
        await File.WriteAllTextAsync(file, source);
        using (var compiler = Process.Start("g++", ["-o", program, file]))
        {
            await compiler.WaitForExitAsync();
            Assert.Equal(0, compiler.ExitCode);
        }

        using var numbers = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!; // it starts, or Start throws
        return await numbers.StandardOutput.ReadToEndAsync();
    }
}
