using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Bindings.Shared;

/// <summary>
/// The public surface of an assembly, one line per fact, and its comparison with a binding's <c>api.txt</c>.
/// </summary>
/// <remarks>
/// <para>
/// The file promises what the product and its tests may call: every line must hold for the stand-in and for the real package, and the
/// stand-in may show nothing that is not promised. Lines that start with <c>#</c> say where the group below was read.
/// </para>
/// <para>
/// A line is a type (<c>class N.Foo</c>), what it derives from or implements (<c>N.Foo : IDisposable</c>), or a member
/// (<c>N.Foo.Bar(int count) : string</c>). Property accessors have a line each, because the real property may have a
/// setter the stand-in does not need. Sealing and generic constraints are not compared: the build with the real package
/// holds the product to them.
/// </para>
/// </remarks>
internal static partial class ApiSurface
{
    private const BindingFlags PublicMembers =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    private static readonly HashSet<string> Implied =
        ["new", "Deconstruct", "Dispose", "Equals", "GetHashCode", "Invoke", "ToString"];

    /// <summary>The lines of the <c>api.txt</c> copied beside the tests.</summary>
    public static IReadOnlyList<string> Promised() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "api.txt"))
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith('#'))];

    /// <summary>Promises that the assembly does not keep; empty when all is well.</summary>
    public static IReadOnlyList<string> Missing(Assembly assembly)
    {
        var present = assembly.GetExportedTypes().SelectMany(type => Lines(type, _ => true)).ToHashSet();
        return [.. Promised().Where(line => !present.Contains(line))];
    }

    /// <summary>What the assembly itself makes public without a promise; empty when all is well.</summary>
    public static IReadOnlyList<string> Unpromised(Assembly assembly)
    {
        var promised = Promised().ToHashSet();
        bool IsOwn(MemberInfo member) => member.DeclaringType?.Assembly == assembly;
        return [.. assembly.GetExportedTypes()
            .SelectMany(type => Lines(type, IsOwn))
            .Where(line => !promised.Contains(line))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Promised methods, properties and events that nothing in the repository names but the package's stand-in
    /// and its own tests; empty when all is well.</summary>
    /// <remarks>What follows from a type is not looked for: constructors, operators, fields, values of an enum and what
    /// every record has.</remarks>
    public static IReadOnlyList<string> Uncalled(string package)
    {
        var named = Directory.EnumerateDirectories(RepositoryRoot.Path)
            .Where(folder => Path.GetFileName(folder) is "src" or "perf" or "bindings" or "tests")
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => IsCaller(Path.GetRelativePath(RepositoryRoot.Path, file).Split('/'), package))
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(word => word.Value))
            .ToHashSet();
        return [.. Promised().Where(line => Called().Match(line) is { Success: true } member
            && !Implied.Contains(member.Groups["name"].Value)
            && !named.Contains(member.Groups["name"].Value))];
    }

    private static IEnumerable<string> Lines(Type type, Func<MemberInfo, bool> include)
    {
        var owner = $"{type.Namespace}.{Name(type)}";
        yield return $"{Kind(type)} {owner}";

        if (type.IsEnum)
        {
            foreach (var member in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                yield return $"{owner}.{member.Name} = {Constant(member.GetRawConstantValue())}";
            }

            yield break;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return Method(owner, type.GetMethod("Invoke")!); // every delegate has one
            yield break;
        }

        foreach (var ancestor in Ancestors(type))
        {
            yield return $"{owner} : {Name(ancestor)}";
        }

        foreach (var member in type.GetMembers(PublicMembers).Where(include).SelectMany(m => Member(owner, m)))
        {
            yield return member;
        }
    }

    /// <summary>Whether a file calls the package for the product's sake; the contract tests do it for their own.</summary>
    private static bool IsCaller(string[] path, string package) => path switch
    {
        ["bindings", var other, ..] => other != package,
        ["tests", var project, ..] => !project.StartsWith("Bindings.", StringComparison.Ordinal),
        _ => true,
    };

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    /// <summary><c>N.Foo.Bar(…</c>, <c>N.Foo.static Bar { get; }…</c> and <c>N.Foo.event Bar : …</c>.</summary>
    [GeneratedRegex(@"^\S+\.(?:static )?(?!op_)(?<name>\w+)(?:<\w+>)?(?:\(| \{ )|\.event (?<name>\w+) :")]
    private static partial Regex Called();

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ => typeof(Delegate).IsAssignableFrom(type) ? "delegate" : "class",
    };

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var b = type.BaseType; b is not null && b != typeof(object) && b != typeof(ValueType); b = b.BaseType)
        {
            yield return b;
        }

        foreach (var contract in type.GetInterfaces().Where(contract => contract.IsVisible))
        {
            yield return contract;
        }
    }

    private static IEnumerable<string> Member(string owner, MemberInfo member)
    {
        switch (member)
        {
            case ConstructorInfo constructor:
                yield return $"{owner}.new({Parameters(constructor.GetParameters())})";
                break;
            case MethodInfo { IsSpecialName: false } method:
                yield return Method(owner, method);
                break;
            case MethodInfo method when method.Name.StartsWith("op_", StringComparison.Ordinal):
                yield return Method(owner, method);
                break;
            case EventInfo e:
                yield return $"{owner}.event {e.Name} : {Name(e.EventHandlerType!)}"; // a public event has a type
                break;
            case FieldInfo { IsLiteral: true } constant:
                var value = Constant(constant.GetRawConstantValue());
                yield return $"{owner}.const {constant.Name} : {Name(constant.FieldType)} = {value}";
                break;
            case FieldInfo field:
                yield return $"{owner}.{Static(field.IsStatic)}{field.Name} : {Name(field.FieldType)}";
                break;
            case PropertyInfo property:
                foreach (var accessor in property.GetAccessors())
                {
                    var index = property.GetIndexParameters();
                    var name = index.Length == 0 ? property.Name : $"this[{Parameters(index)}]";
                    var shown = $"{Static(accessor.IsStatic)}{name} {{ {Accessor(accessor)}; }}";
                    yield return $"{owner}.{shown} : {Name(property.PropertyType)}";
                }

                break;
        }
    }

    private static string Method(string owner, MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{Names(method.GetGenericArguments())}>" : "";
        var shown = $"{Static(method.IsStatic)}{method.Name}{generic}({Parameters(method.GetParameters())})";
        return $"{owner}.{shown} : {Name(method.ReturnType)}";
    }

    private static string Accessor(MethodInfo accessor)
    {
        if (accessor.ReturnType != typeof(void))
        {
            return "get";
        }

        var init = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return init ? "init" : "set";
    }

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var direction = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            _ => "",
        };
        var value = parameter.HasDefaultValue ? $" = {Constant(parameter.RawDefaultValue)}" : "";
        return $"{direction}{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Constant(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Names(IEnumerable<Type> types) => string.Join(", ", types.Select(Name));

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.HasElementType)
        {
            var element = Name(type.GetElementType()!); // HasElementType says so
            return type switch
            {
                { IsArray: true } => $"{element}[{new string(',', type.GetArrayRank() - 1)}]",
                { IsPointer: true } => $"{element}*",
                _ => $"ref {element}",
            };
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Name(underlying)}?";
        }

        var outer = type.IsGenericParameter ? null : type.DeclaringType;
        var name = outer is null ? type.Name : $"{Name(outer)}.{type.Name}";
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{Names(type.GetGenericArguments())}>";
    }
}
