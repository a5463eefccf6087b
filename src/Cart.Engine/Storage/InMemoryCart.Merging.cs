using System.Collections.Immutable;

namespace Cart.Engine;

internal sealed partial class InMemoryCart
{
    private const int MostNotes = 20;

    private readonly InMemoryMerges _merges = new();

    private CartResult Begin(BeginMerge begin)
    {
        if (_isDeleted)
        {
            return Closed();
        }

        if (!Exists)
        {
            return Answer(CartStatus.CartEmpty);
        }

        if (_cart.State == CartState.Merging && _cart.Merge!.Value.Target == begin.Merge.Target)
        {
            return Answer(CartStatus.Ok) with { Snapshot = _cart };
        }

        if (_cart.State != CartState.Open)
        {
            return Closed();
        }

        if (_cart.IsEmpty && !begin.EvenIfEmpty)
        {
            return Answer(CartStatus.CartEmpty);
        }

        if (!_cart.IsEmpty && _cart.Currency != limits.Currency)
        {
            return Answer(CartStatus.CurrencyMismatch);
        }

        _cart = _cart with { State = CartState.Merging, Merge = begin.Merge };
        _expiresAt = time.GetUtcNow() + TimeSpan.FromSeconds(lifetimes.Longest) + TimeSpan.FromHours(1);
        return Answer(CartStatus.Ok) with { Snapshot = _cart };
    }

    private CartResult Merge(MergeLines merge)
    {
        if (_merges.WasTaken(merge.Source))
        {
            var held = merge.Lines.Select(line => _cart.Find(line.Key)).OfType<CartLine>();
            return Changed() with { Replayed = true, Changed = [.. held] };
        }

        if (_merges.IsRefused(merge.Source, merge.Attempt))
        {
            return Answer(CartStatus.MergeRefused);
        }

        if (_cart.State != CartState.Open || _isDeleted)
        {
            return Closed();
        }

        var (result, merged) = InMemoryLines.Merge(Current(), merge, limits, out var cuts);
        if (result.Status != CartStatus.Ok)
        {
            return result;
        }

        var isShippingKept = merge.ShippingOptionId is { } brought && _cart.ShippingOptionId is { } kept && kept != brought;
        IEnumerable<MergeNote> clamped = cuts.Select(static cut => new MergeNote(cut));
        ImmutableArray<MergeNote> notes = [.. isShippingKept ? clamped.Prepend(new MergeNote(null)) : clamped];
        Commit(merged with { Version = Math.Max(merged.Version, merge.Attempt) }, [.. notes.Take(MostNotes)]);
        _merges.Take(merge.Source);
        return Counted(result);
    }

    private CartResult Refuse(RefuseMerge refuse)
    {
        if (_merges.WasTaken(refuse.Source))
        {
            return Answer(CartStatus.Ok) with { Replayed = true };
        }

        if (Exists)
        {
            _merges.Refuse(refuse.Source, refuse.Attempt);
        }

        return Answer(CartStatus.Ok);
    }

    private CartResult Finish(FinishMerge finish)
    {
        if (IsMergingInto(finish.Target))
        {
            _cart = _cart with { State = CartState.Merged, Version = _cart.Version + 1, ChangedAt = Now(), Lines = [] };
            _expiresAt = time.GetUtcNow() + options.TombstoneTimeToLive;
        }

        return Answer(CartStatus.Ok);
    }

    private CartResult Abandon(AbandonMerge abandon)
    {
        if (IsMergingInto(abandon.Target) && _cart.Version == abandon.Attempt)
        {
            _cart = _cart with { State = CartState.Open, Version = _cart.Version + 1, Merge = null };
        }

        return Answer(CartStatus.Ok);
    }

    private bool IsMergingInto(CartId target) => _cart.State == CartState.Merging && _cart.Merge!.Value.Target == target;
}
