using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Edge.Recognition;

/// <summary>The folder of models. Nothing is loaded from it whose SHA-256, tensors or labels differ from the card.
/// </summary>
public sealed partial class ModelStore(IOptions<ModelsOptions> options, ILogger<ModelStore> logger)
{
    private readonly ModelsOptions _options = options.Value;
    private readonly Dictionary<string, string> _loaded = new(StringComparer.Ordinal);

    static ModelStore() => LibraryTelemetry.Forbid();

    /// <summary>Name and version of each model that was loaded.</summary>
    public IReadOnlyDictionary<string, string> Loaded => _loaded;

    /// <summary>The folder the models are read from, absolute.</summary>
    public string Folder => Path.GetFullPath(_options.Folder, AppContext.BaseDirectory);

    /// <summary>For verbs that measure: that is no commercial use, so every model may be loaded.</summary>
    /// <param name="folder">A folder as the command line names it, relative to the current one; null for the models beside
    /// the program.</param>
    public static ModelStore ForMeasuring(string? folder = null) => new(
        Options.Create(new ModelsOptions
        {
            Folder = folder is null ? new ModelsOptions().Folder : Path.GetFullPath(folder),
            AcceptNonCommercial = true,
        }),
        NullLogger<ModelStore>.Instance);

    /// <summary>Reads a model and its card and checks them against each other and what the code needs.</summary>
    /// <exception cref="ModelRefusedException">One of them is missing, damaged or does not fit.</exception>
    internal Model Load(ModelContract contract)
    {
        var card = ReadCard(contract.Name);
        Check(card, contract);
        if (!card.CommercialUse)
        {
            if (!_options.AcceptNonCommercial)
            {
                throw Refused(card.Name, $"its card does not allow commercial use, and "
                    + $"{ModelsOptions.Section}:{nameof(ModelsOptions.AcceptNonCommercial)} is false");
            }

            Log.ModelNotForCommercialUse(logger, card.Name);
        }

        var model = Open(card);
        _loaded[card.Name] = card.Version;
        Log.ModelLoaded(logger, card.Name, card.Version);
        return model;
    }

    private ModelCard ReadCard(string name)
    {
        var path = Path.Combine(Folder, name + ".json");
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, ModelCardJson.Default.ModelCard)
                ?? throw Refused(name, $"the card {path} is empty");
        }
        catch (JsonException exception)
        {
            throw Refused(name, $"the card {path} is not a valid card ({exception.Message.TrimEnd('.')})", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(name, $"the card {path} {Unreadable(exception)}", exception);
        }
    }

    private static void Check(ModelCard card, ModelContract contract)
    {
        if (card.Name != contract.Name)
        {
            throw Refused(contract.Name, $"the card is that of {card.Name}");
        }

        // A card must not lead out of its folder.
        if (card.File != contract.Name + ".onnx")
        {
            throw Refused(card.Name, $"the card names the file {card.File} instead of {contract.Name}.onnx");
        }

        if (!card.Labels.SequenceEqual(contract.Labels))
        {
            throw Refused(card.Name, $"its labels are {string.Join(", ", card.Labels)} instead of "
                + string.Join(", ", contract.Labels));
        }

        CheckContract(card.Name, "input", card.Tensors.Inputs, contract.Inputs);
        CheckContract(card.Name, "output", card.Tensors.Outputs, contract.Outputs);

        foreach (var (name, value) in contract.Thresholds(card.Threshold))
        {
            if (value is not (>= 0 and <= 1))
            {
                throw Refused(card.Name, $"its card lacks threshold.{name} between 0 and 1");
            }
        }
    }

    /// <summary>A size that the card leaves open may be the one wanted; that shows when the model is tried.</summary>
    private static void CheckContract(
        string model, string side, IReadOnlyList<ModelTensor> found, IReadOnlyList<ModelTensor> wanted)
    {
        var fits = found.Count == wanted.Count && wanted.All(want => found.Any(tensor =>
            tensor.Name == want.Name
            && tensor.Type == want.Type
            && tensor.Shape.Count == want.Shape.Count
            && want.Shape.Zip(tensor.Shape).All(sizes =>
                sizes.First is -1 || sizes.Second is -1 || sizes.First == sizes.Second)));
        if (!fits)
        {
            throw Refused(model, $"its card's {side}s are {string.Join("; ", found)} instead of "
                + string.Join("; ", wanted));
        }
    }

    private Model Open(ModelCard card)
    {
        var path = Path.Combine(Folder, card.File);
        InferenceSession? session = null;
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (!Convert.ToHexString(SHA256.HashData(bytes)).Equals(card.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw Refused(card.Name, $"the SHA-256 of {path} is not the one in its card");
            }

            // From the bytes, not from the path: what was hashed is what is loaded.
            using var settings = new SessionOptions { IntraOpNumThreads = _options.Threads, InterOpNumThreads = 1 };
            session = new InferenceSession(bytes, settings);
            CheckTensors(card, "input", card.Tensors.Inputs, session.InputMetadata);
            CheckTensors(card, "output", card.Tensors.Outputs, session.OutputMetadata);
            var model = new Model(card, session);
            session = null;
            return model;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(card.Name, $"{path} {Unreadable(exception)}", exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw Refused(card.Name, $"ONNX Runtime can't load {path} ({exception.Message.TrimEnd('.')})", exception);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>The graph may leave a size open that the card states; whether it keeps to it shows when it is tried.
    /// </summary>
    private static void CheckTensors(
        ModelCard card, string side, IReadOnlyList<ModelTensor> wanted, IReadOnlyDictionary<string, NodeMetadata> found)
    {
        var fits = found.Count == wanted.Count && wanted.All(tensor =>
            found.TryGetValue(tensor.Name, out var node)
            && node.IsTensor
            && NameOf(node) == tensor.Type
            && node.Dimensions.Length == tensor.Shape.Count
            && node.Dimensions.Zip(tensor.Shape).All(sizes => sizes.First is -1 || sizes.First == sizes.Second));
        if (!fits)
        {
            var tensors = found.Select(pair =>
                new ModelTensor(pair.Key, NameOf(pair.Value), pair.Value.IsTensor ? pair.Value.Dimensions : []));
            throw Refused(card.Name, $"the {side}s of {card.File} are {string.Join("; ", tensors)} instead of "
                + string.Join("; ", wanted));
        }
    }

    private static string NameOf(NodeMetadata node) =>
        !node.IsTensor ? "no tensor" : node.ElementDataType.ToString().ToLowerInvariant();

    private static string Unreadable(Exception exception) =>
        exception is FileNotFoundException or DirectoryNotFoundException
            ? "is missing"
            : $"can't be read ({exception.Message.TrimEnd('.')})";

    private static ModelRefusedException Refused(string model, string reason, Exception? cause = null)
    {
        var sentence = $"The model {model} is refused: {reason}.";
        return cause is null ? new ModelRefusedException(sentence) : new ModelRefusedException(sentence, cause);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1600, EventName = "ModelLoaded", Level = LogLevel.Information,
            Message = "The model {Model} {Version} is loaded")]
        public static partial void ModelLoaded(ILogger logger, string model, string version);

        [LoggerMessage(EventId = 1601, EventName = "ModelNotForCommercialUse", Level = LogLevel.Warning,
            Message = "The card of the model {Model} does not allow commercial use")]
        public static partial void ModelNotForCommercialUse(ILogger logger, string model);
    }
}
