using Kiosk.Edge.Tests.Fakes;
using Kiosk.Systemd;

namespace Kiosk.Edge.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("{", true)]
    [InlineData("{}", false)]
    public async Task Settings_that_cannot_be_read_end_it_as_a_bad_setting(string content, bool isOpen)
    {
        OtherUser.Admit(_folder.FullName);
        var file = Path.Combine(_folder.FullName, "edge.json");
        await File.WriteAllTextAsync(file, content);
        if (!isOpen)
        {
            OtherUser.Bar(file);
        }

        // They are read before the first wait.
        var status = OtherUser.Run(() => RunCommand.Create().Parse(["--config", file]).InvokeAsync());

        Assert.Equal(ServiceHost.BadConfiguration, await status);
    }
}
