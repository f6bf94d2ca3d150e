using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Kiosk.Cloud.Tests;

/// <summary>The program as systemd runs it: exit statuses and what it says.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Bad_settings_are_told_one_sentence_each_and_end_with_78()
    {
        var (status, said) = await RunAsync(
            "--Cloud:BrokerPort=0", "--Cloud:ClientId=A/b", "--Cloud:Url=nowhere", "--Cloud:BrokerPassword=secret",
            "--Cloud:KeptFor=30", "--Cloud:AllowedHosts=console.example;http://other.example");

        Assert.Equal(78, status);
        Assert.Equal(6, said.Length);
        Assert.Contains(said, line => line.Contains("Cloud:AllowedHosts holds 'http://other.example'", StringComparison.Ordinal));
        Assert.Contains(said, line => line.EndsWith("BrokerPort must be between 1 and 65535.", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("ClientId must be 1 to 64 characters", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("Cloud:Url is 'nowhere'", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("Cloud:BrokerUserName is not", StringComparison.Ordinal));
        Assert.Contains(said, line => line.EndsWith("KeptFor must be between 90.00:00:00 and 3650.00:00:00.", StringComparison.Ordinal));
        Assert.DoesNotContain(said, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_word_where_a_number_belongs_ends_with_78()
    {
        var (status, said) = await RunAsync("--Cloud:BrokerPort=mqtt");

        Assert.Equal(78, status);
        Assert.EndsWith(
            "Cloud:BrokerPort is 'mqtt' but must be a whole number.", Assert.Single(said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Cloud:BrokerPrt=1883", "There is no setting Cloud:BrokerPrt.")]
    [InlineData("--Cloud:ClientId=A/b", "Cloud:ClientId must be 1 to 64 characters of a-z 0-9 . _ - and start with a letter or digit.")]
    public async Task A_bad_setting_is_told_by_its_full_name(string setting, string sentence)
    {
        var (status, said) = await RunAsync(setting);

        Assert.Equal(78, status);
        Assert.EndsWith(sentence, Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_for_help_it_does_not_start()
    {
        Assert.Equal((0, []), await RunAsync("--help"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_sentence_and_ends_with_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (status, said) = await RunAsync(
            $"--Cloud:Url=http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}", "--Cloud:BrokerPort=1",
            $"--Cloud:DatabasePath={Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())}");

        Assert.Equal(1, status);
        Assert.Single(said, line => line.Contains("address already in use", StringComparison.Ordinal));
        Assert.DoesNotContain(said, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    private static async Task<(int Status, string[] Said)> RunAsync(params string[] settings)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Kiosk.Cloud.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. settings]) { RedirectStandardError = true };
        start.Environment.Remove("JOURNAL_STREAM"); // else it would write to the journal of the machine
        using var process = Process.Start(start)!; // a program with redirected streams is always a new process
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
