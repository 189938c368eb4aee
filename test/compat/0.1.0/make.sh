#!/bin/bash
# Makes the files of test/compat/0.1.0 in /tmp/gym/kept: README.md beside this says how to call it.
# CERTIFY: bin/certify.mjs of a built checkout; DIE: its test/kill/die-at.cjs. FROM: the durable write at which the search for the
# intent begins. The directory is /tmp/gym, so that no path of a person's machine stands in the files.
set -euo pipefail
export AWS_EC2_METADATA_DISABLED=true HOME=/tmp TMPDIR=/tmp CERTIFY_OPERATOR=sam CERTIFY_EVIDENCE_DIR=evidence
certify() { node "$CERTIFY" "$@"; }
may_fail() { "$@" || true; }
newest() { ls "$1"/*.json | sort | tail -1 | xargs basename -s .json; }
cd /tmp/gym

# Profiles: the lab's of both providers, and what init writes with its sheet.
node "$CERTIFY" lab up --write-profile lab.yaml --state state >lab.log 2>&1 &
lab=$!
trap 'kill $lab 2>/dev/null' EXIT
until grep -qs 'In another terminal: certify smtp' lab.log; do sleep 0.2; done
init() { certify init "$@" --from billing@example.com --answer tenant=main-gym --answer ticket=T-1 >/dev/null 2>&1; }
init init-smtp.yaml --provider smtp
rm extraction.yaml
init init-ses.yaml --provider ses --region ap-south-1

# A chain of one tenant: certified in the lab, observed again, not certified, observed again; its sheet filled on the way.
may_fail certify ses lab.yaml >>runs.log 2>&1
whole=$(newest evidence)
may_fail certify rerun "$whole" --check dmarc-record --profile lab.yaml >>runs.log 2>&1
may_fail certify check --lab --scenario ses-dkim-one-missing >>runs.log 2>&1
may_fail certify rerun "$whole" --check spf-authorises --profile lab.yaml >>runs.log 2>&1

# The sheet that those runs filled, in its other form too.
certify extraction export extraction.yaml --to csv >extraction.csv

# A signed chain of the other provider.
openssl genpkey -algorithm ed25519 -out team.key 2>/dev/null
openssl pkey -in team.key -pubout -out team.pub
export CERTIFY_EVIDENCE_DIR=signed
may_fail certify smtp lab-smtp.yaml --sign-key file:team.key >>runs.log 2>&1
may_fail certify rerun "$(newest signed)" --check smtp-certificate --profile lab-smtp.yaml --sign-key file:team.key >>runs.log 2>&1

# Journals: interrupted before the send; killed just after the intent was durable.
CERTIFY_EVIDENCE_DIR=interrupted node "$CERTIFY" ses lab.yaml >>runs.log 2>&1 & run=$!
until [ "$(cat interrupted/.runs/*.jsonl 2>/dev/null | wc -l)" -ge 12 ]; do sleep 0.05; done
kill -TERM $run; may_fail wait $run
for at in $(seq "${FROM:-20}" 90); do
  export CERTIFY_EVIDENCE_DIR=killed-$at
  CERTIFY_DIE_AT=$at CERTIFY_DIE_WHEN=after NODE_OPTIONS="--require $DIE" certify smtp lab-smtp.yaml --json >/dev/null 2>&1 || true
  if tail -1 killed-$at/.runs/*.jsonl | grep -q send-intended; then mv killed-$at killed; break; fi
  grep -q send-intended killed-$at/.runs/*.jsonl && { echo "passed the intent"; exit 1; }
  rm -rf killed-$at
done

# A ledger: two messages registered through its write side, one delivered, one bounced and so suppressed, and a callback of an unknown id.
cat >receiver.yaml <<'END'
version: 1
listen: {host: 127.0.0.1, port: 0}
store: {sqlite: ledger.db}
readTokens: ["env:CERTIFY_READ"]
writeTokens: ["env:CERTIFY_WRITE"]
accounts:
  - {id: relay, provider: SMTP, verifyTokens: ["env:CERTIFY_HOOK"]}
END
export CERTIFY_READ=read-0123456789-secret CERTIFY_WRITE=write-0123456789-secret CERTIFY_HOOK=hook-0123456789-secret
node "$CERTIFY" receiver --config receiver.yaml --json >receiver.json 2>>runs.log & receiver=$!
until grep -qs url receiver.json; do sleep 0.2; done
url=$(sed -E 's/.*"url":"([^"]*)".*/\1/' receiver.json)/engagement/email
put() { curl -sS -X PUT "$url/attempts/$1" -H "authorization: Bearer $CERTIFY_WRITE" -d "{\"recipient\":\"$2\",\"channel\":\"smtp\",\"providerMessageId\":\"$3\"}" >>runs.log; }
post() { curl -sS "$url/smtp/webhook" -H "x-webhook-token: $CERTIFY_HOOK" -d "{\"providerMessageId\":\"$1\",\"event\":\"$2\",\"timestamp\":\"$(date -u +%FT%TZ)\"}" >>runs.log; }
put certify-kept-1 ops@example.com q-kept-1
put certify-kept-2 gone@example.com q-kept-2
post q-kept-1 delivered
post q-kept-2 bounced
post q-kept-3 delivered
kill -TERM $receiver; may_fail wait $receiver

# What is kept: no lock, no lab, no key, one journal a kind; readable by everybody.
mkdir -p kept/profiles kept/sheets kept/signed kept/ledger
cp "$(dirname "$CERTIFY")/../test/profile/fixtures/ses.yaml" kept/profiles/example-ses.yaml
cp "$(dirname "$CERTIFY")/../test/profile/fixtures/smtp.yaml" kept/profiles/example-smtp.yaml
mv lab.yaml lab-smtp.yaml init-ses.yaml init-smtp.yaml kept/profiles
mv extraction.yaml extraction.csv kept/sheets
mv evidence kept/chain; mv signed/*.json signed/.heads team.pub kept/signed
cat interrupted/.runs/*.jsonl >"kept/chain/.runs/$(basename interrupted/.runs/*.jsonl)"
cat killed/.runs/*.jsonl >"kept/chain/.runs/$(basename killed/.runs/*.jsonl)"
mv receiver.yaml ledger.db* kept/ledger
rm -rf kept/*/.locks; chmod -R u=rwX,go=rX kept
