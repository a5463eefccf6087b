namespace Cart.Engine;

/// <summary>Specifies what happens to lines of a cart that no longer match the catalog.</summary>
public enum CatalogPolicy
{
    /// <summary>Lines are not compared with the catalog.</summary>
    Ignore = 0,

    /// <summary>The cart carries a warning. A checkout succeeds.</summary>
    Report = 1,

    /// <summary>The cart carries a warning. A checkout is refused with its code.</summary>
    Refuse = 2,
}
