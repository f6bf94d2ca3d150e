using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiosk.Systemd;

/// <summary>A class of options and the section of the configuration it is read from; a section may have several.</summary>
internal abstract record SettingsSection(string Name)
{
    /// <summary>The class.</summary>
    public abstract Type Options { get; }

    /// <summary>What its validators say against the settings as they are, each with the setting's full name.</summary>
    public abstract IEnumerable<string> Failures(IServiceProvider services);
}

/// <summary>The section of one class of options.</summary>
internal sealed record SettingsSection<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(string Name)
    : SettingsSection(Name)
    where TOptions : class
{
    /// <inheritdoc/>
    public override Type Options => typeof(TOptions);

    /// <inheritdoc/>
    public override IEnumerable<string> Failures(IServiceProvider services)
    {
        try
        {
            _ = services.GetRequiredService<IOptions<TOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures.Select(InFull);
        }
        catch (InvalidOperationException unreadable)
        {
            return [$"{Name}: {unreadable.Message}"];
        }
    }

    /// <summary>Generated validators say <c>Port: The field DisplayOptions.Port must be between 0 and 65535.</c></summary>
    private string InFull(string failure)
    {
        if (failure.Split(": ", 2) is not [var member, var text] || typeof(TOptions).GetProperty(member) is null)
        {
            return failure;
        }

        var setting = $"{Name}:{member}";
        text = text.Replace($"{typeof(TOptions).Name}.{member}", setting, StringComparison.Ordinal);
        return text.Contains(setting, StringComparison.Ordinal) ? text : $"{setting}: {text}";
    }
}
