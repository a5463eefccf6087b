using Cart.Engine;
using Cart.Testing;

namespace Cart.Embedded.Tests;

public sealed class SqliteAdminAuditTests : AdminAuditContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteAdminAudit _audit;

    public SqliteAdminAuditTests() => _audit = new SqliteAdminAudit(Path.Combine(_directory.Path, "orders.db"), TimeProvider.System);

    public void Dispose()
    {
        _audit.Dispose();
        _directory.Dispose();
    }

    private protected override Task<IAdminAudit> CreateAsync() => Task.FromResult<IAdminAudit>(_audit);
}
