using System.Diagnostics;
using System.Globalization;
using Kiosk.Edge.Recognition;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Doctor;

/// <summary>Loads every model and tries it out, as the worker does when it starts.</summary>
internal sealed class ModelChecks(ModelsOptions options)
{
    /// <summary>Looks at everything.</summary>
    public IEnumerable<Finding> Look()
    {
        var store = new ModelStore(Options.Create(options), NullLogger<ModelStore>.Instance);
        return
        [
            Load("face models", () => new FaceRecognizer(store).Dispose(), store),
            Load("voice models", () => new VoiceRecognizer(store).Dispose(), store),
            Load("words model", () => new WordsRecognizer(store).Dispose(), store),
        ];
    }

    private static Finding Load(string check, Action load, ModelStore store)
    {
        var before = store.Loaded.Keys.ToHashSet();
        var began = Stopwatch.GetTimestamp();
        try
        {
            load();
        }
        catch (ModelRefusedException error)
        {
            var licence = error.Message.Contains(nameof(ModelsOptions.AcceptNonCommercial), StringComparison.Ordinal);
            return new Finding(
                check,
                Severity.Error,
                error.Message,
                licence
                    ? "The model's training data may not be used commercially."
                    : "The model or its card is damaged, missing, or of another version.",
                licence
                    ? "Set Models:AcceptNonCommercial where those terms are kept, or supply models of your own."
                    : "Install the package again: 'sudo apt-get install --reinstall carekiosk-edge'.");
        }
        catch (DllNotFoundException error)
        {
            return new Finding(
                check,
                Severity.Error,
                $"A native library can't be loaded ({error.Message.Split('\n')[0].TrimEnd('.')}).",
                "A package that the worker needs is missing.",
                "Run 'sudo apt-get install --fix-broken' or install the package again.");
        }

        var loaded = store.Loaded.Where(model => !before.Contains(model.Key)).Select(model => $"{model.Key} {model.Value}");
        return Finding.Ok(check, string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", loaded)} loaded and tried in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s."));
    }
}
