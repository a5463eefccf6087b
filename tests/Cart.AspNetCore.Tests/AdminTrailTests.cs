using System.Collections.Immutable;
using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore.Tests;

/// <summary>What cannot be noted is not done; what was done is answered, whatever becomes of its note.</summary>
public sealed class AdminTrailTests
{
    private const string New = """{"code":"NEW","value":"10"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_action_that_cannot_be_noted_is_not_carried_out(bool outcomeUnknown)
    {
        var trail = new FailingTrail(atBegin: true, outcomeUnknown);
        await using var host = await StartAsync(trail);
        var id = CartId.New();
        await host.Services.GetRequiredService<ICartStore>().ApplyAsync(id, new AddLines(new CartLine(TestShop.Mug.Key, 1, 1m)), Cancellation);

        var created = await host.NewOperator().SendAsync("POST", "/cart-admin/discounts", New);
        var deleted = await host.NewOperator().SendAsync("DELETE", $"/cart-admin/carts/{id}");

        created.IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        deleted.IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.False(created.Json.GetProperty("outcome_unknown").GetBoolean());
        Assert.Null(await host.Services.GetRequiredService<IDiscountStore>().FindAsync(DiscountCode.Parse("NEW"), Cancellation));
        Assert.Equal(1, (await host.Services.GetRequiredService<ICartStore>().GetAsync(id, Cancellation)).Count);
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_noted_is_answered_and_logged()
    {
        using var log = new LogRecords();
        await using var host = await StartAsync(new FailingTrail(atBegin: false, outcomeUnknown: true), log);

        var created = await host.NewOperator().SendAsync("POST", "/cart-admin/discounts", New);

        Assert.Equal(HttpStatusCode.Created, created.Status);
        var noted = Assert.Single((await host.NewOperator().SendAsync("GET", "/cart-admin/audit")).Json.GetProperty("entries").EnumerateArray());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, noted.GetProperty("outcome").ValueKind);
        var records = log.Of(OperatorActions.LogCategory);
        Assert.Equal([1013, 1014], records.Select(static record => record.Id));
        Assert.Equal("loopback: create_discount of discount NEW: done (entry 1 of the trail).", records[0].Message);
        Assert.Equal(LogLevel.Error, records[1].Level);
    }

    private static Task<AdminHost> StartAsync(FailingTrail trail, LogRecords? log = null) => AdminHost.StartAsync(services: services =>
    {
        services.Replace(ServiceDescriptor.Singleton<IAdminAudit>(trail));
        if (log is not null)
        {
            services.AddLogging(logging => logging.AddProvider(log));
        }
    });

    /// <summary>A trail whose store goes away.</summary>
    private sealed class FailingTrail(bool atBegin, bool outcomeUnknown) : IAdminAudit
    {
        private readonly InMemoryAdminAudit _trail = new(TimeProvider.System);

        public ValueTask<long> BeginAsync(string actor, string action, AuditSubject subject, CancellationToken cancellationToken = default) =>
            atBegin ? throw Away() : _trail.BeginAsync(actor, action, subject, cancellationToken);

        public ValueTask EndAsync(long id, string outcome, CancellationToken cancellationToken = default) => throw Away();

        public ValueTask<ImmutableArray<AuditEntry>> ListAsync(
            AuditSubject? subject = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default) =>
            _trail.ListAsync(subject, before, limit, cancellationToken);

        private CartUnavailableException Away() => new("The store went away.", outcomeUnknown);
    }
}
