using Cart.Engine;

namespace Cart.Faults;

/// <summary>What a worker works on.</summary>
internal sealed record WorkSettings(string Redis, string Postgres, string Schema, string Log, int Seed, int Callers)
{
    /// <summary>Orders of anyone can use it, up to <see cref="RushCap"/>.</summary>
    public static readonly DiscountCode Rush = DiscountCode.Parse("RUSH");

    /// <summary>One order of each user can use it.</summary>
    public static readonly DiscountCode Once = DiscountCode.Parse("ONCE");

    public const int RushCap = 20;

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);
}
