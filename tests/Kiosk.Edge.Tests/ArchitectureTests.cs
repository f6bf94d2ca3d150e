using System.Reflection;
using System.Text.RegularExpressions;
using Bindings.Shared;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests;

/// <summary>Holds the arrows of the house: Sensing → Recognition → Understanding → Response → Display, with Connection
/// and Reporting beside them. The root of the worker, its verbs and its replay put the rooms together and may name all.
/// </summary>
public partial class ArchitectureTests
{
    /// <summary>What each room may name besides itself.</summary>
    public static TheoryData<string, string[]> Rooms => new()
    {
        { "Sensing", [] },
        { "Recognition", ["Sensing"] },
        { "Understanding", ["Recognition"] },
        { "Response", ["Understanding", "Recognition"] },
        { "Display", ["Response", "Understanding", "Recognition"] },
        { "Connection", ["Response", "Understanding", "Recognition"] },
        { "Reporting", ["Connection", "Response", "Understanding", "Recognition"] },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Arrows_never_point_back(string room, string[] allowed)
    {
        var sources = Directory.GetFiles(Path.Combine(EdgeSource, room), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(sources);

        var wrong =
            from file in sources
            from Match name in EdgeNamespace().Matches(File.ReadAllText(file))
            let named = name.Groups[1].Value
            where named != room && !allowed.Contains(named)
            select $"{Path.GetFileName(file)} names {named}";

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Understanding")]
    [InlineData("Response")]
    [InlineData("Display")]
    [InlineData("Connection")]
    [InlineData("Reporting")]
    public void Nothing_downstream_can_hold_a_picture_or_a_sample(string room)
    {
        string[] forbidden = ["Kiosk.Edge.Sensing", "OpenCvSharp", "Microsoft.ML.OnnxRuntime"];

        var wrong =
            from type in typeof(FaceReading).Assembly.GetTypes()
            where type.Namespace == $"Kiosk.Edge.{room}"
            from member in type.GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
                | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            from named in TypesOf(member)
            where named.Namespace is { } space && forbidden.Any(bad => space.StartsWith(bad, StringComparison.Ordinal))
            select $"{type.Name}.{member.Name} names {named}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_reading_holds_scores_and_nothing_else()
    {
        // The languages are the model card's, not the customer's.
        Type[] plain = [typeof(DateTimeOffset), typeof(int), typeof(bool), typeof(float), typeof(ExpressionScores), typeof(VoiceScores), typeof(WordsScores), typeof(IReadOnlyList<string>)];

        var held = new[] { typeof(FaceReading), typeof(VoiceReading), typeof(WordsReading) }
            .SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            .Select(field => field.FieldType);

        Assert.All(held, type => Assert.Contains(type, plain));
    }

    [Fact]
    public void Queues_are_made_in_one_place()
    {
        var makers = Directory.GetFiles(EdgeSource, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("Channel.Create", StringComparison.Ordinal))
            .Select(Path.GetFileName)
            .Order();

        // A screen's subscription is made when a screen connects; its channel wakes the writer and carries nothing.
        Assert.Equal(["KioskPipeline.cs", "ScreenSubscription.cs"], makers);
    }

    private static string EdgeSource => Path.Combine(RepositoryRoot.Path, "src", "Kiosk.Edge");

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType)],
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        _ => [],
    };

    [GeneratedRegex(@"\bKiosk\.Edge\.([A-Z]\w+)")]
    private static partial Regex EdgeNamespace();
}
