namespace Cart.Cli;

/// <summary>What a command needs of the stores.</summary>
[Flags]
internal enum StoreParts
{
    None = 0,
    Carts = 1,
    Orders = 2,
    All = Carts | Orders,
}
