using System.Globalization;

namespace Cart.Engine;

/// <summary>The operations among a cart's last changes: one slot for each version modulo 16, as in Redis.</summary>
internal sealed class InMemoryOperations
{
    private const int Slots = 16;

    private readonly (OperationId Id, string Content)?[] _slots = new (OperationId, string)?[Slots];

    public static string ContentOf(CartMutation mutation) => mutation.OperationContent ?? mutation switch
    {
        AddLines add => "add " + string.Join(';', add.Additions),
        SetLines set => string.Create(
            CultureInfo.InvariantCulture, $"set {set.CreateMissing} {set.LeavesOffSurplus} {set.DiscountCode}\n") + string.Join(';', set.Assignments),
        AdjustLine adjust => string.Create(CultureInfo.InvariantCulture, $"adjust {adjust.Product} {adjust.Delta} {adjust.PriceIfMore}"),
        RemoveLine remove => "remove " + remove.Product,
        ClearLines => "clear",
        BindUser bind => "bind " + bind.UserId,
        ApplyDiscount apply => string.Create(CultureInfo.InvariantCulture, $"apply {apply.Replace} {apply.InsteadOf}\n{apply.Code}"),
        RemoveDiscount => "remove discount",
        SelectShipping select => "ship " + select.OptionId,
        _ => throw new ArgumentOutOfRangeException(nameof(mutation), mutation.GetType().Name, "Unknown mutation."),
    };

    public string? Find(OperationId id) => _slots.FirstOrDefault(slot => slot?.Id == id)?.Content;

    public void Remember(long version, CartMutation mutation)
    {
        if (mutation.Operation is { } id)
        {
            _slots[version % Slots] = (id, ContentOf(mutation));
        }
    }

    public void Forget() => Array.Clear(_slots);
}
