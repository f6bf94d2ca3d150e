namespace EndToEnd.Tests;

/// <summary>How the worker ends when it is told to.</summary>
public sealed class StoppedWorkerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carekiosk-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Told_once_or_twice_to_end_it_ends_with_0(int times)
    {
        using var worker = new ServiceProcess("Kiosk.Edge", address =>
        [
            "run", "--Reporting:Chain=a", "--Reporting:Store=b", "--Reporting:Kiosk=c",
            $"--Reporting:DatabasePath={Path.Combine(_folder.FullName, "outbox.db")}", $"--Display:Port={address.Port}",
        ]);
        await worker.StartAsync();

        Assert.Equal(0, await worker.EndAsync(times));
    }
}
