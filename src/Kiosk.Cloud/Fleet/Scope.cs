namespace Kiosk.Cloud.Fleet;

/// <summary>Which part of the fleet is looked at: all of it, a chain, a store or one kiosk. A level needs the ones
/// before it.</summary>
public sealed record Scope(string? Chain = null, string? Store = null, string? Kiosk = null)
{
    /// <summary>The whole fleet.</summary>
    public static readonly Scope Everything = new();

    /// <summary>The condition that keeps a query's rows of alias <paramref name="alias"/> within the scope; its
    /// parameters are the properties of this record.</summary>
    internal string Condition(string alias) => this switch
    {
        { Chain: null } => "1 = 1",
        { Store: null } => $"{alias}.chain = @Chain",
        { Kiosk: null } => $"{alias}.chain = @Chain and {alias}.store = @Store",
        _ => $"{alias}.chain = @Chain and {alias}.store = @Store and {alias}.kiosk = @Kiosk",
    };
}
