namespace Cart.Walk;

/// <summary>How a shop knows its shoppers' carts.</summary>
internal enum Adapter
{
    Cookie,
    Session,
    Redis,
}

/// <summary>Where a shop keeps carts and orders.</summary>
internal enum Stores
{
    Memory,
    Embedded,
    Servers,
}

/// <summary>What a walk goes through.</summary>
/// <param name="Adapter">How the shop knows its shoppers' carts.</param>
/// <param name="Stores">Where it keeps carts and orders.</param>
/// <param name="Door">Through what carts are changed.</param>
/// <param name="HasStock">Whether the shop asks for stock.</param>
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

    /// <summary>Reads such a word.</summary>
    public static Target? Parse(string text) =>
        Enum.GetValues<Stores>().SelectMany(Of).Concat(from stores in Enum.GetValues<Stores>() from door in Enum.GetValues<Door>()
            from adapter in Enum.GetValues<Adapter>() from stock in (bool[])[true, false] select new Target(adapter, stores, door, stock))
            .Where(target => target.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Cast<Target?>().FirstOrDefault();
}
