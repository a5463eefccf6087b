namespace Cart.Walk;

/// <summary>The session adapter of a shop.</summary>
internal enum Adapter
{
    Cookie,
    Session,
    Redis,
}

/// <summary>The stores of a shop.</summary>
internal enum Stores
{
    Memory,
    Embedded,
    Servers,
}

/// <summary>The configuration that a walk tests.</summary>
/// <param name="Adapter">How the shop knows its shoppers' carts.</param>
/// <param name="Stores">Where it keeps carts and orders.</param>
/// <param name="Door">Through what carts are changed.</param>
/// <param name="HasStock">true if the shop checks stock; otherwise, false.</param>
internal readonly record struct Target(Adapter Adapter, Stores Stores, Door Door, bool HasStock)
{
    /// <summary>The targets of the stores, in the order in which walks go through them.</summary>
    public static IReadOnlyList<Target> Of(Stores stores) =>
    [
        .. from door in (Door[])[Door.Endpoints, Door.Both, Door.Facade]
           from adapter in Enum.GetValues<Adapter>()
           select new Target(adapter, stores, door, HasStock: door is not Door.Facade),
        new Target(Adapter.Cookie, stores, Door.Endpoints, HasStock: false),
    ];

    /// <summary>The target in one word, as the command line takes it.</summary>
    public override string ToString() => $"{Stores}-{Adapter}-{Door}{(HasStock ? "" : "-NoStock")}";

    /// <summary>Returns the target of such a text; null if there is none.</summary>
    public static Target? Parse(string text)
    {
        var all = from stores in Enum.GetValues<Stores>()
                  from adapter in Enum.GetValues<Adapter>()
                  from door in Enum.GetValues<Door>()
                  from hasStock in (bool[])[true, false]
                  select new Target(adapter, stores, door, hasStock);
        return all.Where(target => target.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Cast<Target?>().FirstOrDefault();
    }
}
