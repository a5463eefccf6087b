using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="IAdminAudit"/> does. Derive a test class from it for each implementation.</summary>
public abstract class AdminAuditContract
{
    private readonly AuditSubject _subject = AuditSubject.Of(CartId.New());

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_is_kept_exactly_and_learns_its_outcome_once()
    {
        var audit = await CreateAsync();
        var actor = new string('\u00fc', IAdminAudit.MaxActorLength - 8) + "<script>";

        var id = await audit.BeginAsync(actor, "delete_cart", _subject, Token);
        var begun = Assert.Single(await audit.ListAsync(_subject, cancellationToken: Token));
        await audit.EndAsync(id, "done", Token);
        await audit.EndAsync(id, "checkout_in_progress", Token);
        var ended = Assert.Single(await audit.ListAsync(_subject, cancellationToken: Token));

        Assert.Equal((id, actor, "delete_cart", _subject, null), (begun.Id, begun.Actor, begun.Action, begun.Subject, begun.Outcome));
        Assert.InRange(TimeProvider.System.GetUtcNow() - begun.At, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        Assert.Equal(begun with { Outcome = "done" }, ended);
    }

    [Fact]
    public async Task Actions_are_listed_newest_first_page_by_page_all_or_those_about_one_thing()
    {
        var audit = await CreateAsync();
        var longest = AuditSubject.Of(DiscountCode.Parse(Guid.NewGuid().ToString("N") + new string('\u00e4', 18)));
        var ids = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await audit.BeginAsync("loopback", "update_discount", i % 2 == 0 ? _subject : longest, Token));
        }

        var all = await audit.ListAsync(limit: 6, cancellationToken: Token);
        var first = await audit.ListAsync(longest, limit: 2, cancellationToken: Token);
        var second = await audit.ListAsync(longest, first[1].Id, limit: 2, Token);
        var rest = await audit.ListAsync(before: ids[2], limit: 2, cancellationToken: Token);

        Assert.Equal(ids.AsEnumerable().Reverse(), all.Select(entry => entry.Id));
        Assert.Equal([ids[5], ids[3]], first.Select(entry => entry.Id));
        Assert.Equal([ids[1]], second.Select(entry => entry.Id));
        Assert.Equal([ids[1], ids[0]], rest.Select(entry => entry.Id));
        Assert.Empty(await audit.ListAsync(AuditSubject.Of(CartId.New()), cancellationToken: Token));
        Assert.Empty(await audit.ListAsync(new AuditSubject("discount", _subject.Id), cancellationToken: Token));
    }

    [Fact]
    public async Task A_crowd_gets_a_place_each()
    {
        var audit = await CreateAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () => await audit.BeginAsync("loopback", "delete_cart", _subject, Token), Token)));

        Assert.Equal(16, ids.Distinct().Count());
        Assert.Equal(ids.OrderDescending(), (await audit.ListAsync(_subject, cancellationToken: Token)).Select(entry => entry.Id));
    }

    private protected abstract Task<IAdminAudit> CreateAsync();
}
