using Cart.Engine;

namespace Cart.Faults;

/// <summary>What the scripts of the discounts do in Redis, in memory; it may be emptied at any time.</summary>
internal sealed class ModelGate(SimulatedClock clock, BrokenRule broken)
{
    private static readonly TimeSpan Reservation = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    private Entry? _stored;

    public (DiscountUses Uses, int Reserved)? Counts =>
        Live is null ? null : (Live.Uses, Live.Reservations.Values.Count(until => until > clock.Now));

    private Entry? Live => _stored?.ExpiresAt > clock.Now ? _stored : null;

    public Discount? Find() => Live?.Definition is { } discount
        ? discount with { Granted = Live.Uses.Granted, Returned = Live.Uses.Returned }
        : null;

    public void Store(Discount discount)
    {
        var entry = _stored = Live ?? new Entry();
        entry.ExpiresAt = clock.Now + TimeToLive;
        entry.Definition = entry.Definition is { } known && known.Revision > discount.Revision ? known : discount;
        entry.Merge(new DiscountUses(discount.Granted, discount.Returned));
    }

    public DiscountAdmission Reserve(OrderId holder)
    {
        if (Live?.Definition is not { } discount)
        {
            return DiscountAdmission.NotCached;
        }

        var taken = Live.Uses.Granted - Live.Uses.Returned + Live.Reservations.Values.Count(until => until > clock.Now);
        if (!Live.Reservations.ContainsKey(holder) && taken >= discount.MaxUses)
        {
            return DiscountAdmission.Exhausted;
        }

        Live.Reservations[holder] = clock.Now + Reservation;
        return DiscountAdmission.Admitted;
    }

    public void End(OrderId holder, DiscountUses? uses)
    {
        Live?.Reservations.Remove(holder);
        if (Live is null || uses is not { } counted)
        {
            return;
        }

        if (broken is BrokenRule.ConfirmByIncrement)
        {
            Live.Uses = Live.Uses with { Granted = Live.Uses.Granted + 1 };
        }
        else
        {
            Live.Merge(counted);
        }
    }

    /// <summary>Loses everything, or only what came after a copy was made.</summary>
    public void RollBack(ModelGate? copy) => _stored = copy?._stored;

    public ModelGate Copy() => new(clock, broken) { _stored = _stored?.Copy() };

    private sealed class Entry
    {
        public DateTimeOffset ExpiresAt { get; set; }

        public Discount? Definition { get; set; }

        public DiscountUses Uses { get; set; }

        public Dictionary<OrderId, DateTimeOffset> Reservations { get; private init; } = [];

        public void Merge(DiscountUses uses) =>
            Uses = new DiscountUses(Math.Max(Uses.Granted, uses.Granted), Math.Max(Uses.Returned, uses.Returned));

        public Entry Copy() => new() { ExpiresAt = ExpiresAt, Definition = Definition, Uses = Uses, Reservations = new(Reservations) };
    }
}
