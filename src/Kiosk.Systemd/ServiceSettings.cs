using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kiosk.Systemd;

/// <summary>The settings of a service: what they are read into, and what is wrong with them.</summary>
/// <remarks>The framework reads what it knows and passes over the rest, so that a setting that is misspelt, or one word
/// where a list belongs, would do nothing and nobody would be told.</remarks>
public static class ServiceSettings
{
    /// <summary>At the top of a configuration without being settings of ours.</summary>
    private static readonly string[] OfTheFramework =
    [
        "Logging", "AllowedHosts", "Urls", HostDefaults.ApplicationKey, HostDefaults.ContentRootKey, HostDefaults.EnvironmentKey,
    ];

    extension(IServiceCollection services)
    {
        /// <summary>Adds a class of options that is read from a section, and checked before the service starts.</summary>
        /// <param name="section">The section's name; several classes may share one.</param>
        public void AddSettings<
            [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions,
            [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(string section)
            where TOptions : class
            where TValidator : class, IValidateOptions<TOptions>
        {
            services.AddOptionsWithValidateOnStart<TOptions, TValidator>().BindConfiguration(section);
            services.AddSingleton<SettingsSection>(new SettingsSection<TOptions>(section));
        }
    }

    /// <summary>What keeps the service from starting, one sentence each that names the setting.</summary>
    public static IReadOnlyList<string> Failures(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        List<string> failures = [];
        foreach (var section in Sections(services))
        {
            var settings = section.SelectMany(one => one.Options.GetProperties())
                .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
            List<string> unreadable = [.. Unreadable(configuration.GetSection(section.Key), settings)];
            failures.AddRange(unreadable.Count > 0 ? unreadable : section.SelectMany(one => one.Failures(services)));
        }

        return failures;
    }

    /// <summary>The names at the top of the configuration that nothing is read from.</summary>
    public static IReadOnlyList<string> Unknown(IServiceProvider services) =>
    [
        .. services.GetRequiredService<IConfiguration>().GetChildren().Select(child => child.Key)
            .Except(Sections(services).Select(section => section.Key).Concat(OfTheFramework), StringComparer.OrdinalIgnoreCase),
    ];

    private static IEnumerable<IGrouping<string, SettingsSection>> Sections(IServiceProvider services) =>
        services.GetServices<SettingsSection>().GroupBy(section => section.Name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Unreadable(IConfigurationSection section, Dictionary<string, PropertyInfo> settings)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            yield return $"{section.Path} is a section of settings and has no value of its own.";
        }

        foreach (var setting in section.GetChildren())
        {
            if (!settings.TryGetValue(setting.Key, out var property))
            {
                yield return $"There is no setting {setting.Path}.";
            }
            else if ((property.PropertyType.IsArray ? NotAList(setting) : NotAValue(setting, property.PropertyType)) is { } wrong)
            {
                yield return wrong;
            }
        }
    }

    /// <summary>An empty text is the empty list, as in JSON.</summary>
    private static string? NotAList(IConfigurationSection setting) =>
        setting.Value is { Length: 0 }
        || (setting.Value is null && setting.GetChildren().Any() && setting.GetChildren().All(item => item.Value is not null))
            ? null
            : $"{setting.Path} is a list of texts: write [\"…\"] in JSON, {setting.Path.Replace(":", "__", StringComparison.Ordinal)}__0 "
                + $"in the environment, --{setting.Path}:0=… as an argument.";

    private static string? NotAValue(IConfigurationSection setting, Type type)
    {
        if (setting.GetChildren().Any())
        {
            return $"{setting.Path} is one value and neither a list nor a section.";
        }

        var kind = Nullable.GetUnderlyingType(type) ?? type;
        return setting.Value is not { } value
            || (value.Length == 0 && kind != type)
            || (kind.IsEnum
                ? Enum.TryParse(kind, value, ignoreCase: true, out var member) && Enum.IsDefined(kind, member)
                : TypeDescriptor.GetConverter(kind).IsValid(value))
            ? null
            : $"{setting.Path} is '{value}' but must be {Described(kind)}.";
    }

    private static string Described(Type kind) =>
        kind.IsEnum ? string.Join(" or ", Enum.GetNames(kind))
        : kind == typeof(bool) ? "true or false"
        : kind == typeof(int) ? "a whole number"
        : kind == typeof(TimeSpan) ? "a time, hh:mm:ss or d.hh:mm:ss"
        : "a number";
}
