using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using Kiosk.Edge.Bench;
using Kiosk.Edge.Calibration;
using Kiosk.Edge.Demo;
using Kiosk.Edge.Doctor;
using Kiosk.Edge.Evaluation;
using Kiosk.Edge.Replay;
using Kiosk.Systemd;

namespace Kiosk.Edge;

/// <summary>The verbs, and the one way a command line is read.</summary>
internal static class CommandLine
{
    /// <summary>Runs the verb that a command line names.</summary>
    /// <param name="arguments">The words behind the program's name.</param>
    /// <param name="configuration">Where it prints, and how it is ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit status. A command line that is wrong is <see cref="ServiceHost.Usage"/>, told in one sentence on
    /// standard error, since standard output belongs to a verb's own output.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        var parsed = Verbs().Parse(arguments);
        if (parsed.Errors is [var error, ..])
        {
            await configuration.Error.WriteLineAsync(
                $"carekiosk: {error.Message.TrimEnd('.')}; see '{Path(parsed.CommandResult)} --help'.");
            return ServiceHost.Usage;
        }

        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    /// <summary>An option that takes a number of seconds, with a point whatever the country.</summary>
    /// <param name="from">The least.</param>
    /// <param name="to">The most.</param>
    /// <param name="description">What they are.</param>
    public static Option<double?> Seconds(double from, double to, string description) => new("--seconds")
    {
        Description = description,
        CustomParser = result =>
        {
            if (result.Tokens is [var token]
                && double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                && seconds >= from && seconds <= to)
            {
                return seconds;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--seconds must be a number from {from} to {to}."));
            return null;
        },
    };

    /// <summary>An option that names a file. Of a folder the system would say no more than that access is denied.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the file is.</param>
    public static Option<string?> File(string name, string description)
    {
        var file = new Option<string?>(name) { Description = description };
        file.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Directory.Exists(token.Value))
            {
                result.AddError($"{name} takes a file, and {token.Value} is a folder.");
            }
        });
        return file;
    }

    /// <summary>Settings behind a verb, as <c>--Section:Name=value</c>.</summary>
    public static Argument<string[]> Settings()
    {
        var settings = new Argument<string[]>("settings") { Description = "Settings as --Section:Name=value; they win over files.", Arity = ArgumentArity.ZeroOrMore };
        settings.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !IsSetting(token.Value)) is { } other)
            {
                result.AddError($"'{other.Value}' is not a setting; write --Section:Name=value.");
            }
        });
        return settings;
    }

    private static bool IsSetting(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && word.Contains(':', StringComparison.Ordinal);

    /// <summary>Not the library's root command, whose name is that of the program's file.</summary>
    internal static Command Verbs()
    {
        var version = new Command("version", "Print the worker's version.");
        version.SetAction(_ => Console.WriteLine(KioskVersion.Text));
        return new Command("carekiosk", "CareKiosk: recognises, understands and calms frustrated customers at a kiosk.")
        {
            new HelpOption(),
            new VersionOption(),
            RunCommand.Create(),
            DemoCommand.Create(),
            ReplayCommand.Create(),
            EvalCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
            CalibrateCommand.Create(),
            version,
        };
    }

    /// <summary>Such as <c>carekiosk eval face</c>.</summary>
    private static string Path(CommandResult command) => command.Parent is CommandResult parent
        ? $"{Path(parent)} {command.Command.Name}"
        : command.Command.Name;
}
