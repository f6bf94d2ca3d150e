using System.CommandLine;
using Bindings.Shared;
using Kiosk.Systemd;

namespace Kiosk.Edge.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("bogus")]
    [InlineData("run foo")]
    [InlineData("run --bogus")]
    [InlineData("run --config")]
    [InlineData("run --Reporting:Store=a b")]
    [InlineData("demo foo")]
    [InlineData("demo --bogus")]
    [InlineData("demo --json")]
    [InlineData("demo --json --seconds")]
    [InlineData("demo --json --seconds abc")]
    [InlineData("demo --seconds ''")]
    [InlineData("demo --seconds 1,5")]
    [InlineData("demo --seconds 0")]
    [InlineData("demo --seconds NaN")]
    [InlineData("demo --seconds 5 --seconds 6")]
    [InlineData("demo --live --video")]
    [InlineData("demo --live --audio a.wav")]
    [InlineData("demo --events")]
    [InlineData("replay")]
    [InlineData("replay --video")]
    [InlineData("replay --audio")]
    [InlineData("replay --events")]
    [InlineData("replay --events a --html")]
    [InlineData("replay --bogus")]
    [InlineData("eval")]
    [InlineData("eval bogus")]
    [InlineData("eval detect")]
    [InlineData("eval face --labels")]
    [InlineData("eval voice --labels a --bogus")]
    [InlineData("eval words")]
    [InlineData("doctor foo")]
    [InlineData("doctor --bogus")]
    [InlineData("doctor --config")]
    [InlineData("doctor --bundle")]
    [InlineData("bench --seconds abc")]
    [InlineData("bench --seconds")]
    [InlineData("bench --models")]
    [InlineData("demo --events .")]
    [InlineData("replay --events .")]
    [InlineData("replay --audio .")]
    [InlineData("replay --events a --html .")]
    [InlineData("eval face --labels .")]
    [InlineData("doctor --config .")]
    [InlineData("doctor --bundle .")]
    [InlineData("calibrate --seconds 0,5")]
    [InlineData("calibrate --camera")]
    [InlineData("calibrate foo")]
    [InlineData("version foo")]
    public async Task A_wrong_command_line_is_told_in_one_sentence_and_ends_with_2(string words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var arguments = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('\'')).ToArray();

        var status = await CommandLine.RunAsync(
            arguments, new InvocationConfiguration { Output = output, Error = error }, default);

        Assert.Equal((ServiceHost.Usage, ""), (status, output.ToString()));
        var sentence = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("carekiosk: ", sentence, StringComparison.Ordinal);
        Assert.EndsWith("--help'.", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "carekiosk [command] [options]")]
    [InlineData("demo -h", "carekiosk demo [options]")]
    [InlineData("eval face -?", "carekiosk eval face [options]")]
    public async Task Help_is_an_answer_and_names_the_program(string words, string usage)
    {
        using var output = new StringWriter();

        var status = await CommandLine.RunAsync(
            words.Split(' '), new InvocationConfiguration { Output = output }, default);

        Assert.Equal(ServiceHost.Done, status);
        Assert.Contains(usage, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_verb_is_in_the_manual_page()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "deploy", "debian", "carekiosk.1"));

        Assert.All(CommandLine.Verbs().Subcommands, verb => Assert.Contains($".B {verb.Name}\n", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("1e1", 10)]
    [InlineData("60", 60)]
    public void Seconds_are_a_number_with_a_point(string text, double seconds)
    {
        var option = CommandLine.Seconds(1, 60, "How long.");

        Assert.Equal(seconds, new Command("verb") { option }.Parse(["--seconds", text]).GetValue(option));
    }
}
