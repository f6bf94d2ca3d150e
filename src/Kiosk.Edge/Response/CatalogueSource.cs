using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Response;

/// <summary>Reads the catalogue again when its files have changed. A catalogue that is not valid is not taken; the one
/// before stays.</summary>
/// <remarks>Asked when a visit begins, so that no words change within one.</remarks>
public sealed partial class CatalogueSource
{
    private readonly ResponseOptions _options;
    private readonly ILogger<CatalogueSource> _logger;
    private volatile ResponseCatalogue _current;
    private string _stamp;

    /// <summary>Reads the catalogue.</summary>
    /// <exception cref="InvalidDataException">It is not valid.</exception>
    public CatalogueSource(IOptions<ResponseOptions> options, ILogger<CatalogueSource> logger)
    {
        _options = options.Value;
        _logger = logger;
        _stamp = Stamp();
        _current = ResponseCatalogue.Load(_options.Catalogue, _options.Brand);
    }

    /// <summary>The catalogue in use. Any thread may ask.</summary>
    public ResponseCatalogue Current => _current;

    /// <summary>The newest catalogue that is valid, in use from now on.</summary>
    public ResponseCatalogue Newest()
    {
        var stamp = Stamp();
        if (stamp == _stamp)
        {
            return _current;
        }

        _stamp = stamp;
        try
        {
            _current = ResponseCatalogue.Load(_options.Catalogue, _options.Brand);
            Log.CatalogueReloaded(_logger, _current.Edition);
        }
        catch (InvalidDataException exception)
        {
            Log.CatalogueRefused(_logger, exception.Message);
        }

        return _current;
    }

    /// <summary>Changes with any change of the files.</summary>
    private string Stamp()
    {
        try
        {
            return string.Join('|', new[] { _options.Catalogue, _options.Brand }
                .OfType<string>()
                .Select(folder => new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, folder)))
                .Where(folder => folder.Exists)
                .SelectMany(folder => folder.GetFiles("*.json"))
                .OrderBy(file => file.FullName, StringComparer.Ordinal)
                .Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message; // a change as well; whoever reads the files then tells what is wrong
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1300, EventName = "CatalogueReloaded", Level = LogLevel.Information,
            Message = "The response catalogue has changed and is in use, edition {Edition}.")]
        public static partial void CatalogueReloaded(ILogger logger, string edition);

        [LoggerMessage(EventId = 1301, EventName = "CatalogueRefused", Level = LogLevel.Warning,
            Message = "The response catalogue has changed but stays as it was: {Reason}")]
        public static partial void CatalogueRefused(ILogger logger, string reason);
    }
}
